/** What Ink writes around a frame: begin and end of a synchronised update (DEC private mode 2026). */
const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

/**
 * The terminal for Ink to draw on: each frame, which Ink hands over in several pieces, is written at once, so that no
 * terminal can show half of it, also one that does not know synchronised updates. All else is the terminal's own.
 *
 * @param write writes to the terminal itself, where `terminal.write` is not to be used
 */
export function wholeFrames(
  terminal: NodeJS.WriteStream,
  write: NodeJS.WriteStream["write"] = terminal.write.bind(terminal),
): NodeJS.WriteStream {
  let frame: string | undefined;
  const gather = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    if (text === BEGIN) frame = "";
    else if (frame === undefined) return Reflect.apply(write, terminal, [chunk, ...rest]);
    else if (text !== END) frame += text;
    else {
      const whole = frame;
      frame = undefined;
      // Ink begins and ends one also where nothing has changed.
      if (whole !== "") return write(BEGIN + whole + END);
    }
    return true;
  };
  return new Proxy(terminal, {
    get(target, name) {
      if (name === "write") return gather;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
