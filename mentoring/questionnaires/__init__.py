"""Questionnaires as data: questions, conditions, answers, and the form in which people write them down."""
