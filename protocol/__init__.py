"""The typed data that the site and the grader exchange. Both import it; it imports neither.

It is plain data and uses only the standard library. Data is stored and sent as JSON. Each
exchanged class writes itself (`as_json`) and reads itself (`parse`): its form is defined once.
"""
