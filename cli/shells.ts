/** The shells that `handrail env` speaks to; `sh` is any POSIX one. */
export const SHELLS = ["sh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];
