/** Something that the user can mend: its message says what is wrong, what was seen, and what to do. No stack trace. */
export class Problem extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 3) {
    super(message);
    this.name = "Problem";
    this.exitCode = exitCode;
  }
}
