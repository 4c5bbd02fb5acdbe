"""Writes the docstrings of the native module into its stub, where editors look for them: `python stubs.py`, once the
package is installed. A test compares them."""

import ast
import inspect
from pathlib import Path

from presigned import _core

STUB = Path(__file__).parents[1] / "python" / "presigned" / "_core.pyi"

Documented = ast.FunctionDef | ast.ClassDef


def literal(text: str, indent: str) -> str:
    lines = inspect.cleandoc(text).split("\n")
    if len(lines) > 1:
        lines.append("")
    quotes = ('r"""' if "\\" in text else '"""', '"""')
    return f"\n{indent}".join([quotes[0] + lines[0], *lines[1:]]).replace(f"\n{indent}\n", "\n\n") + quotes[1]


def with_docstrings(stub: str) -> str:
    """The stub, with the docstrings that the module has now."""
    lines = stub.split("\n")

    def write(node: Documented, found: object, depth: int) -> None:
        # From its end to its beginning, so that the lines before keep their numbers.
        members = [it for it in node.body if isinstance(it, Documented)]
        for member in reversed(members):
            write(member, getattr(found, member.name), depth + 1)
        text = None if node.name.startswith("_") else getattr(found, "__doc__", None)
        indent = "    " * depth
        head, last = node.body[0], node.body[-1]
        has_text = ast.get_docstring(node) is not None
        if isinstance(node, ast.ClassDef):
            if has_text:
                del lines[head.lineno - 1 : head.end_lineno]
            if text:
                lines[node.lineno : node.lineno] = (indent + literal(text, indent)).split("\n")
            return
        before = lines[head.lineno - 1][: head.col_offset].rstrip()
        kept = [before] if before else []
        body = (indent + literal(text, indent)).split("\n") if text else [indent + "..."]
        if not text and before:
            kept, body = [], [before + " ..."]
        lines[head.lineno - 1 : last.end_lineno] = kept + body

    for node in reversed(ast.parse(stub).body):
        if isinstance(node, Documented) and hasattr(_core, node.name):
            write(node, getattr(_core, node.name), 1)
    return "\n".join(lines)


if __name__ == "__main__":
    STUB.write_text(with_docstrings(STUB.read_text()))
