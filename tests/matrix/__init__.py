"""Consent × audience × use × surface: every address of the project is walked, and nothing shows what it may not.

``plans`` says which testimonies are planted and what their narrators allowed, ``planting`` puts them into the
database with a mark of their own in every field, ``oracle`` says in the plainest words who may see which mark,
``surfaces`` names every address of the project and what it shows, and ``walking`` asks them all.
"""
