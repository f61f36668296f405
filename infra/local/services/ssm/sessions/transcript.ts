/** What a transcript holds at most: more is not recorded, and the log says so at its end. */
const MAX_CHARACTERS = 1_000_000;

/** A session's terminal as its log shows it: what `script` of util-linux makes of the agent's recording. */
export class Transcript {
  readonly #recording: string;
  readonly #started = new Date();
  #text = "";
  #cut = false;

  constructor(sessionId: string, target: string, plugin: string) {
    this.#recording = `/var/lib/amazon/ssm/${target}/session/orchestration/${sessionId}/${plugin}/ipcTempFile.log`;
  }

  add(text: string): void {
    if (this.#text.length + text.length > MAX_CHARACTERS) this.#cut = true;
    else this.#text += text;
  }

  /** The whole log file, with carriage returns and control sequences as the terminal had them. */
  logFile(): string {
    const cut = this.#cut ? "\n[Handrail records the first million characters of a session]\n" : "";
    return `Script started on ${stamp(this.#started)} [COMMAND="cat ${this.#recording}" <not executed on terminal>]\n${this.#text}${cut}\nScript done on ${stamp(new Date())} [COMMAND_EXIT_CODE="0"]\n`;
  }
}

/** `2026-11-22 09:00:00+00:00`, as `script` writes it on a host in UTC. */
function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")}+00:00`;
}
