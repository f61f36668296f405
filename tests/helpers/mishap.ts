/**
 * Imported into the program from outside (`NODE_OPTIONS=--import`): what must never happen in it happens at a SIGUSR2.
 * `MISHAP` says what; `stall` does by itself. The account, a child that inherits the variable, is left in peace.
 */
const MISHAPS: Record<string, () => void> = {
  throw() {
    throw new Error("a mishap");
  },
  reject() {
    void Promise.reject(new Error("a mishap"));
  },
  write() {
    console.log("stray: console");
    process.stdout.write("stray: stdout\n");
    process.stderr.write("stray: stderr\n");
    process.emitWarning("stray: warning");
  },
};

const { MISHAP = "" } = process.env;
const mishap = MISHAPS[MISHAP];
if (!process.argv.includes("serve")) {
  if (mishap) process.on("SIGUSR2", mishap);
  if (MISHAP === "stall") stallAfterFirstFrame();
}

/** Others have the processors for a moment, just when the first frame was written. */
function stallAfterFirstFrame(): void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout) as typeof stdout.write;
  stdout.write = ((text: string, done?: () => void) => {
    const written = write(text, done);
    if (!text.endsWith("\x1b[?2026l")) return written;
    stdout.write = write;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    return written;
  }) as typeof stdout.write;
}
