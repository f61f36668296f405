/** The home folder of a user of the instance. */
export const home = (user: string): string => (user === "root" ? "/root" : `/home/${user}`);
