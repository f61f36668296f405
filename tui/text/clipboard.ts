/**
 * What a terminal is sent to put a text onto the clipboard (OSC 52: xterm's "Control Sequences", "Manipulate Selection
 * Data"); it draws nothing and moves no cursor. In tmux twice: tmux takes it itself where `set-clipboard` is `on`, and
 * hands the wrapped one on to the terminal outside where `allow-passthrough` is (tmux's manual; both are off by default).
 *
 * @param inTmux whether the terminal is tmux's
 */
export function clipboardSequence(text: string, inTmux: boolean): string {
  const sequence = `\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`;
  return inTmux ? `${sequence}\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\` : sequence;
}
