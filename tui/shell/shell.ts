/** A server that a Session Manager session can be opened on. */
export interface Server {
  /** A managed node: an instance's id. */
  id: string;
  /** As the guide calls it. */
  name: string;
}

/** A terminal's size, in cells. */
export interface ShellSize {
  cols: number;
  rows: number;
}

/** How a session came to its end: by us, by the shell, or because something went wrong. */
export interface ShellEnd {
  how: "left" | "ended" | "failed";
  /** For the participant, with what to do where it went wrong. */
  words: string;
}

/** A shell on a server, in a Session Manager session. Whoever opens it ends it. */
export interface ServerShell {
  sessionId: string;
  /** Types bytes, as a terminal in raw mode gives them. What comes before the shell listens waits for it. */
  write(bytes: Uint8Array): void;
  resize(size: ShellSize): void;
  /** Never rejects. */
  ended: Promise<ShellEnd>;
  /** Leaves the shell and terminates the session; one that is over already is fine. */
  end(): Promise<void>;
}

interface ShellOptions {
  size: ShellSize;
  /** Told of what the server writes, escape sequences and all. */
  onOutput(bytes: Uint8Array): void;
  /** Told of what is not the server's output, such as the administrator's note. */
  onNotice(text: string): void;
}

/**
 * Opens a session on a server, as whoever the participant is.
 * @throws Error in words that say what to do, where it is refused
 */
export type OpenShell = (server: Server, options: ShellOptions) => Promise<ServerShell>;
