/** The shells that `handrail env` speaks to; `sh` is any POSIX one. */
export const SHELLS = ["sh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** The shells that `handrail completion` completes for. */
export const COMPLETING_SHELLS = ["bash", "zsh", "fish"] as const;
export type CompletingShell = (typeof COMPLETING_SHELLS)[number];
