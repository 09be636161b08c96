"""Jupyter's own suite for kernels, with a sample of ours for every promise that it can test."""

import unittest

import jupyter_kernel_test as jkt


class SlylabKernelTests(jkt.KernelTests):
    kernel_name = "slylab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [{"text": "[1].findLastI", "matches": {"findLastIndex"}}]
    complete_code_samples = ["1", "const a = [1, 2]", "function f(x: number) {\n  return x * 2\n}", ""]
    incomplete_code_samples = ["const a = [1,", "function f() {", "if (true) {\n  1", "`a", "f("]
    invalid_code_samples = ["const = 7q", "a b c"]
    code_generate_error = "throw new Error('no lemon')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "'abc'.length", "result": "3"},
        {"code": "await Promise.resolve(7)", "result": "7"},
    ]
    code_display_data = [
        {"code": "show([{ a: 1 }, { a: 2 }])", "mime": "text/html"},
        {"code": "show([{ a: 1 }, { a: 2 }])", "mime": "text/plain"},
    ]
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clear()"


class SlylabWelcomeTests(jkt.IopubWelcomeTests):
    kernel_name = "slylab"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
