/** Key bindings that edit the buffer; the editor handles all other keys. */
import type { EditBuffer } from "./buffer.js";

/** By the decoder's key names. Emacs bindings, as in shells. */
export const bindings: ReadonlyMap<string, (buffer: EditBuffer) => void> = new Map<
  string,
  (buffer: EditBuffer) => void
>([
  ["left", (buffer) => buffer.moveLeft()],
  ["ctrl-b", (buffer) => buffer.moveLeft()],
  ["right", (buffer) => buffer.moveRight()],
  ["ctrl-f", (buffer) => buffer.moveRight()],
  ["ctrl-left", (buffer) => buffer.moveWordLeft()],
  ["alt-left", (buffer) => buffer.moveWordLeft()],
  ["alt-b", (buffer) => buffer.moveWordLeft()],
  ["ctrl-right", (buffer) => buffer.moveWordRight()],
  ["alt-right", (buffer) => buffer.moveWordRight()],
  ["alt-f", (buffer) => buffer.moveWordRight()],
  ["home", (buffer) => buffer.moveLineStart()],
  ["ctrl-a", (buffer) => buffer.moveLineStart()],
  ["end", (buffer) => buffer.moveLineEnd()],
  ["ctrl-e", (buffer) => buffer.moveLineEnd()],
  ["ctrl-home", (buffer) => buffer.moveStart()],
  ["alt-<", (buffer) => buffer.moveStart()],
  ["ctrl-end", (buffer) => buffer.moveEnd()],
  ["alt->", (buffer) => buffer.moveEnd()],
  ["backspace", (buffer) => buffer.deleteLeft()],
  ["delete", (buffer) => buffer.deleteRight()],
  ["ctrl-w", (buffer) => buffer.killWordLeft(true)],
  ["alt-backspace", (buffer) => buffer.killWordLeft(false)],
  ["alt-d", (buffer) => buffer.killWordRight()],
  ["ctrl-delete", (buffer) => buffer.killWordRight()],
  ["ctrl-u", (buffer) => buffer.killToLineStart()],
  ["ctrl-k", (buffer) => buffer.killToLineEnd()],
  ["ctrl-y", (buffer) => buffer.yank()],
  ["ctrl-t", (buffer) => buffer.transpose()],
  ["ctrl-_", (buffer) => buffer.undo()],
]);
