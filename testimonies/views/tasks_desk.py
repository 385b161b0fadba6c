"""Tasks: what one has in hand, what one supervises, and a form to give one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from testimonies.actions import tasking
from testimonies.exceptions import TestimoniesError
from testimonies.models import (
    TaskKind,
    Testimony,
    Transcript,
    TranscriptTask,
    collections_of,
    listener_for,
    workers_of,
)

__all__ = ["act", "tasks"]

A_LIST = 200


class WhoField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name() or obj.get_username())


class TaskForm(forms.Form):
    accession = forms.RegexField(
        r"^\s*[0-9]{4}-[0-9]{4,7}\s*$",
        label=gettext_lazy("Number of the testimony"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("Such as 2026-0007."),
    )
    position = forms.IntegerField(label=gettext_lazy("Which recording"), min_value=1, max_value=9_999, initial=1)
    kind = forms.ChoiceField(label=gettext_lazy("What is to be done"), choices=TaskKind.choices)
    given_to = WhoField(label=gettext_lazy("By whom"), queryset=get_user_model().objects.none())
    due = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("What they should know"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.none()
        for collection in collections_of(user, "publish"):
            people = people | workers_of(collection)
        self.fields["given_to"].queryset = people.exclude(pk=user.pk).distinct()  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest) -> HttpResponse:
    """One's own tasks, those of the collections that one is staff of, and for editors a form to give one."""
    if not collections_of(request.user, "add", "change", "publish").exists():
        raise Http404
    edits = collections_of(request.user, "publish").exists()
    form = TaskForm(request.POST or None, user=request.user) if edits else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _given(request, form):
            messages.success(request, _("It is given. They are written to."))
            return redirect("testimonies:tasks")
    way = "transcript__recording__testimony__collection"
    seen = TranscriptTask.objects.visible_to(listener_for(request.user))
    found = list(seen.open().select_related(way, "given_to", "supervisor")[:A_LIST])
    return render(
        request,
        "testimonies/tasks.html",
        {
            "own": [one for one in found if one.given_to_id == request.user.pk],
            "others": [one for one in found if one.given_to_id != request.user.pk],
            "edited": set(collections_of(request.user, "publish").values_list("pk", flat=True)),
            "form": form,
        },
        status=400 if form is not None and form.errors else 200,
    )


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in, accept it, send it back, or call it off."""
    task = get_object_or_404(TranscriptTask.objects.visible_to(listener_for(request.user)), pk=pk)
    doing = _DOING.get(request.POST.get("do", ""))
    if doing is None:
        raise Http404
    try:
        messages.success(request, doing(task, request.user, request.POST.get("note", "")))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect("testimonies:tasks")


def _given(request: HttpRequest, form: TaskForm) -> bool:
    said = form.cleaned_data
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    transcript = Transcript.objects.filter(
        kind="original",
        recording__testimony__in=mine,
        recording__testimony__accession_number=said["accession"].strip(),
        recording__position=said["position"],
    ).first()
    if transcript is None:
        form.add_error("accession", _("There is no such recording with words that you work on."))
        return False
    try:
        tasking.give(
            transcript=transcript,
            kind=said["kind"],
            to=said["given_to"],
            by=request.user,
            due=said["due"],
            note=said["note"],
        )
    except TestimoniesError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _hand_in(task: TranscriptTask, by: Any, note: str) -> str:
    tasking.hand_in(task=task, by=by)
    return _("It is handed in. Whoever supervises it is written to.")


def _accept(task: TranscriptTask, by: Any, note: str) -> str:
    tasking.accept(task=task, by=by)
    return _("It is done.")


def _send_back(task: TranscriptTask, by: Any, note: str) -> str:
    tasking.send_back(task=task, by=by, note=note)
    return _("It is sent back, with what you said.")


def _call_off(task: TranscriptTask, by: Any, note: str) -> str:
    tasking.call_off(task=task, by=by)
    return _("It is called off. What was done of it stays.")


_DOING: dict[str, Callable[[TranscriptTask, Any, str], str]] = {
    "hand_in": _hand_in,
    "accept": _accept,
    "send_back": _send_back,
    "call_off": _call_off,
}
