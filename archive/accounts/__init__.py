"""Who enters, and how: log-in, second factor, sessions that end, limits on asking.

django-allauth does the work; what is here says how this archive wants it (``docs/decisions``).
"""
