import { expect, it } from "vitest";
import { isConsoleCommand, isRunCommand, isTerminalCommand, isTextCommand } from "../../src/base/jupyter-client.js";

it.each([
  ["/usr/bin/python3 /usr/bin/jupyter-console --kernel slylab", true],
  ["python -m jupyter_console", true],
  ["/usr/bin/python3 /usr/bin/jupyter-qtconsole --kernel slylab", true],
  ["python -m qtconsole", true],
  ["/usr/bin/python3 /usr/bin/jupyter-lab", false],
  ["", false],
])("consoles are recognized by its command line: %s", (command, expected) => {
  expect(isConsoleCommand(command)).toBe(expected);
});

it.each([
  ["/usr/bin/python3 /usr/bin/jupyter-console --kernel slylab", true],
  ["/usr/bin/python3 /usr/bin/jupyter-qtconsole", true],
  ["python -m qtconsole --kernel slylab", true],
  ["/usr/bin/python3 /usr/bin/jupyter-run --kernel slylab a.ts", true],
  ["/usr/bin/python3 /usr/bin/jupyter-lab", false],
  ["/usr/bin/python3 -m jupyter_client.kernelapp", false],
  ["/usr/bin/python3 /usr/bin/jupyter-nbconvert --execute run.ipynb", false],
  ["", false],
])("clients that cannot change displays are recognized by their command line: %s", (command, expected) => {
  expect(isTextCommand(command)).toBe(expected);
});

it.each([
  ["/usr/bin/python3 /usr/bin/jupyter-console --kernel slylab", true],
  ["/usr/bin/python3 /usr/bin/jupyter-run --kernel slylab a.ts", true],
  ["/usr/bin/python3 /usr/bin/jupyter-qtconsole --kernel slylab", false],
  ["/usr/bin/python3 /usr/bin/jupyter-lab", false],
])("clients that print in a terminal are recognized by their command line: %s", (command, expected) => {
  expect(isTerminalCommand(command)).toBe(expected);
});

it.each([
  ["/usr/bin/python3 /usr/bin/jupyter-run --kernel slylab a.ts", true],
  ["python -m jupyter_client.runapp --kernel slylab a.ts", true],
  ["/usr/bin/python3 /usr/bin/jupyter-console --kernel slylab", false],
  ["/usr/bin/python3 /usr/bin/jupyter-nbconvert --execute jupyter-runs.ipynb", false],
])("jupyter run is recognized by its command line: %s", (command, expected) => {
  expect(isRunCommand(command)).toBe(expected);
});
