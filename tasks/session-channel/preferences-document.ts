/**
 * The session document of a session for which nobody names another: its contents are the Region's Session Manager
 * preferences. There is none until somebody saves preferences.
 */
export const PREFERENCES = "SSM-SessionManagerRunShell";
