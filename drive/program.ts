/** The program as it ships: `npm run build` makes it. */
export const PROGRAM = new URL("../dist/handrail.js", import.meta.url).pathname;

/** As little of this machine as a program needs: nothing of its owner's AWS configuration. */
export function bareEnvironment(home: string, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    HANDRAIL_HOME: home,
    ...extra,
  };
}
