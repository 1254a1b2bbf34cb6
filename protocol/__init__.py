"""What the site and the grader say to each other, typed: both import it, it imports neither.

Plain data, the standard library alone. What is stored or sent is JSON; each class that crosses
writes itself (`as_json`) and reads itself back (`parse`), so that the shape stands in one place.
"""
