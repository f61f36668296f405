const segmenter = new Intl.Segmenter();

/** Text of one column a code unit: Latin, punctuation, arrows, box drawing, marks. Nearly all that there is. */
const PLAIN =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u2319\u2400-\u25fc\u2610-\u2613\u2701-\u2704\u2710-\u2727]*$/;

/** Two columns wide: East Asian scripts and full-width forms (Unicode, UAX #11), and emoji as terminals draw them. */
const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{RGI_Emoji}|\p{Emoji_Presentation})/v;

/** None at all: combining marks, joiners and variation selectors by themselves, control characters. */
const NOTHING = /^[\p{Mark}\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}]*$/u;

const widthOfCluster = (cluster: string): number =>
  NOTHING.test(cluster) ? 0 : WIDE.test(cluster) || cluster.includes("\ufe0f") ? 2 : 1;

/** How many columns a text takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfCluster(segment);
  return width;
}

/** Cuts a text into pieces of at most `width` columns; no character that one sees is cut in two. */
export function cutInto(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const more = widthOf(segment);
    if (piece !== "" && used + more > width) {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += segment;
    used += more;
  }
  return piece === "" ? pieces : [...pieces, piece];
}
