/** The program as it ships: `npm run build` makes it. */
export const PROGRAM = new URL("../dist/handrail.js", import.meta.url).pathname;

/** What a measured program sees of the environment: nothing that could lead it to an account or a home of the user's. */
export const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME, TERM: "xterm-256color" };
