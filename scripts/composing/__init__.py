"""`make test-compose`: docker-compose.yml in a container engine of our own. Standard library only.

private.py   namespaces in which the engine and all that it starts are alone
finding.py   the engine's programs, through apt where it may
engine.py    the engine, its images and its Compose
images.py    images in the place of those of a registry
visitor.py   a person with a browser, over HTTP
crowd.py     visitors who never finish what they say
trial.py     what is tried, step by step
"""
