"""Executes a notebook by nbclient, as Jupyter's own tools do; prints what became of it as JSON."""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def main(path: str, kernel: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name=kernel, timeout=120, resources={"metadata": {"path": sys.argv[3]}})
    failure = None
    try:
        client.execute()
    except CellExecutionError as error:
        failure = str(error)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    print(
        json.dumps(
            {
                "failure": failure,
                "ran": sum(cell.execution_count is not None for cell in cells),
                "cells": len(cells),
                "html": sum("text/html" in output.get("data", {}) for cell in cells for output in cell.outputs),
                "notebook": nbformat.writes(notebook),
            }
        )
    )


main(sys.argv[1], sys.argv[2])
