/** The time of day for what was today, else the day. */
export function when(at: Date, now: Date): string {
  const today = at.toDateString() === now.toDateString();
  return today
    ? at.toLocaleTimeString("en-GB")
    : at.toLocaleDateString("en-GB", { day: "2-digit", month: "short" });
}
