import fc from "fast-check";
import { expect, it } from "vitest";
import { parseTimestamp } from "../../../../../../infra/local/services/states/asl/timestamp.ts";

it.each([
  "2016-12-05 21:29:29Z",
  "2016-12-05T21:29:29",
  "2016-12-05t21:29:29Z",
  "2016-12-05T21:29:29z",
  "2016-12-05T25:29:29Z",
  "2016-12-05T24:00:00Z",
  "2016-12-31T23:59:60Z",
  "2016-02-30T00:00:00Z",
  "2015-02-29T00:00:00Z",
  "2016-13-01T00:00:00Z",
  "2016-12-05T21:29:29.0000000001Z",
  "2016-12-05T21:29:29+0200",
  "2016-12-05T21:29:29+19:00",
  " 2016-12-05T21:29:29Z",
  1457920740,
  null,
])("%j is no time stamp", (text) => expect(parseTimestamp(text)).toBeUndefined());

it("a moment is the same in every zone, and told from the next nanosecond", () => {
  const moments = fc.date({ min: new Date(0), max: new Date("9999-01-01T00:00:00Z"), noInvalidDate: true });
  const offsets = fc.integer({ min: -17 * 60, max: 17 * 60 });
  fc.assert(
    fc.property(moments, offsets, fc.integer({ min: 0, max: 999_998 }), (moment, offset, nanoseconds) => {
      const shifted = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const of = (more: number) => String(nanoseconds + more).padStart(6, "0");
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
        String(n).padStart(2, "0"),
      );
      const zone = `${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
      const here = parseTimestamp(`${moment.toISOString().slice(0, -1)}${of(0)}Z`)!;
      expect(here).toBe(BigInt(moment.getTime()) * 1_000_000n + BigInt(nanoseconds));
      expect(parseTimestamp(`${shifted}${of(0)}${zone}`)).toBe(here);
      expect(parseTimestamp(`${shifted}${of(1)}${zone}`)! > here).toBe(true);
    }),
  );
});
