/** `0.4 s`, `12.3 s`, `3 min 5 s`. Another machine's clock may be ahead of ours: never less than nothing. */
export function elapsed(from: Date, to: Date): string {
  return duration((to.getTime() - from.getTime()) / 1000);
}

/** So many seconds, in words; see `elapsed`. */
export function duration(seconds: number): string {
  const from = Math.max(0, seconds);
  if (from < 100) return `${from.toFixed(1)} s`;
  if (from < 6_000) return `${Math.floor(from / 60)} min ${Math.floor(from % 60)} s`;
  return `${Math.floor(from / 3_600)} h ${Math.floor((from % 3_600) / 60)} min`;
}

/** `just now`, `5 min`, `1 h 05`, `3 d`: whole minutes, since nobody looks at this by the second. */
export function inMinutes(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${Math.floor(hours / 24)} d`;
}
