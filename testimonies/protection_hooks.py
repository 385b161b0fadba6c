"""Wagtail's admin: one entry of the menu for all that protects those who spoke, so that the menu stays short."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

PROTECTION_MENU = Menu(register_hook_name="register_protection_menu_item")


@hooks.register("register_admin_menu_item")
def protection_menu_item() -> SubmenuMenuItem:
    """Shown to whom any of its entries is shown: each knows for whom it is."""
    return SubmenuMenuItem(_("Protection"), PROTECTION_MENU, name="protection", icon_name="lock", order=115)
