"""A notebook with one of each: prose, long code, long output, tables, an error."""

from nbformat import NotebookNode, v4

PROSE = """# Your first neural network

Build a network and predict daily rides. これは**最初の**プロジェクトです。

* `hour.csv`, and $E = mc^2$

| a | b |
|---|---|
| 1 | 2 |
"""
CODE = '''import numpy as np

class NeuralNetwork:
    """一つの隠れ層を持つネットワーク。"""

    def __init__(self, input_nodes, hidden_nodes, output_nodes, learning_rate=0.5):
        self.weights = np.random.normal(0.0, input_nodes ** -0.5, (input_nodes, hidden_nodes))  # a line longer than any page is wide, because students write such lines
        self.lr = learning_rate
        self.activation_function = lambda x: 1 / (1 + np.exp(-x))  # sigmoid

    @property
    def rate(self):
        return f"{self.lr:.3f}" if self.lr else '0.500\\n'
'''
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def sample_notebook() -> NotebookNode:
    head = "".join(f"<th>column {i}</th>" for i in range(16))
    row = "".join(f"<td>{i / 7:.3f}</td>" for i in range(16))
    table = (
        f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    )
    outputs = [
        v4.new_output(
            "stream",
            name="stdout",
            text="\n".join(f"Progress: {i} % ... loss 0.{i:03}" for i in range(80)),
        ),
        v4.new_output("stream", name="stderr", text="FutureWarning: ix is deprecated"),
        v4.new_output("display_data", data={"text/html": table}),
        v4.new_output("display_data", data={"image/png": PICTURE}),
        v4.new_output(
            "error",
            ename="ValueError",
            evalue="operands could not be broadcast together with shapes (3,1) (2,)",
            traceback=["\x1b[0;31mValueError\x1b[0m", "  line 3, in train"],
        ),
    ]
    cells = [
        v4.new_markdown_cell(PROSE),
        v4.new_code_cell(CODE, execution_count=2),
        v4.new_code_cell("rides.head()", execution_count=3, outputs=outputs),
        v4.new_code_cell(""),
    ]
    return v4.new_notebook(cells=cells)
