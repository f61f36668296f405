import type { Key } from "ink";

/**
 * A key by the name under which bindings, the bottom line and help know it: a printed character is its own name, any
 * other is one of these. `""` for what no binding is about, such as Ctrl with a letter that nothing is bound to.
 */
export type KeyName = string;

const NAMED: [property: keyof Key, name: KeyName][] = [
  ["upArrow", "Up"],
  ["downArrow", "Down"],
  ["leftArrow", "Left"],
  ["rightArrow", "Right"],
  ["pageUp", "PgUp"],
  ["pageDown", "PgDn"],
  ["home", "Home"],
  ["end", "End"],
  ["return", "Enter"],
  ["escape", "Esc"],
  ["backspace", "Backspace"],
  ["delete", "Backspace"],
];

const CONTROL: Readonly<Record<string, KeyName>> = { c: "Ctrl-C", z: "Ctrl-Z" };

/** The name of a key as Ink reports it. */
function keyName(input: string, key: Key): KeyName {
  if (key.ctrl) return CONTROL[input] ?? "";
  if (key.tab) return key.shift ? "Shift-Tab" : "Tab";
  const named = NAMED.find(([property]) => key[property]);
  if (named) return named[1];
  if (key.meta) return "";
  // Some terminals send a line feed, such as for the keypad's Enter.
  return input === "\n" ? "Enter" : input;
}

/** The keys of a chunk: several may arrive as one (a fast hand, a slow line, a paste). */
export function keysOf(input: string, key: Key): KeyName[] {
  const characters = [...input];
  // Of a chunk as a whole Ink says only that it is text.
  return characters.length <= 1 ? [keyName(input, key)] : characters.map(nameOfCharacter);
}

function nameOfCharacter(character: string): KeyName {
  if (/[\r\n]/.test(character)) return "Enter";
  if (/[\x7f\b]/.test(character)) return "Backspace";
  return character === "\t" ? "Tab" : character;
}

/** Whether a key types a character, in places where text is typed. */
export const isText = (key: KeyName): boolean => [...key].length === 1;
