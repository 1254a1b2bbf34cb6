"""
tries = "Answers with ten million empty lists: thirty megabytes that become gigabytes"
expect = "Brackets and commas are counted before the answer is parsed"
proof = "ours"
took = "an answer of .* would take"
limits = {memory_mb = 1024, answer_mb = 32}
"""

from IPython import get_ipython


def attack(targets):
    helper = get_ipython().user_ns["__reviewhub__"]
    text = '{"value": [' + "[]," * 10_000_000 + "0]}"
    type(helper).answer = lambda self, question: text
    return ""
