import { randomBytes } from "node:crypto";

/** AWS's tokens are opaque, begin alike and are some hundreds of characters long; so are these. */
export const TOKEN_START = "AQCEAAAAKgAAAAMAAAAA";

export const newToken = (): string => TOKEN_START + randomBytes(300).toString("base64");
