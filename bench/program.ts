/** What a measured program sees of the environment: nothing that could lead it to an account or a home of the user's. */
export const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME, TERM: "xterm-256color" };

/** How long what is measured may take at most, in milliseconds: it is a figure, not a failure, that tells how slow it was. */
export const PATIENCE_MS = 60_000;
