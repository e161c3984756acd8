import { describe, expect, it } from "vitest";
import * as json from "../../../src/tabular/table/json.js";

const person = json.object({
  name: json.string,
  age: json.whole,
  share: json.optional(json.numberIn(0, 1)),
  pets: json.listOf(json.oneOf("cat", "dog")),
  scores: json.recordOf(json.orNull(json.number)),
});
const good = { name: "Ann", age: 7, pets: ["cat"], scores: { a: 1.5, b: null } };

describe("readers of JSON", () => {
  it("give what they were given, with fields in the order of the reader", () => {
    const read = person({ share: 1, ...good }, "file");
    expect(read).toEqual({ ...good, share: 1 });
    expect(Object.keys(read)).toEqual(["name", "age", "share", "pets", "scores"]);
    expect(person(good, "file").share).toBe(undefined);
  });

  it.each<[what: string, value: unknown, message: string]>([
    ["no object", null, "file is null, where an object belongs"],
    ["a list", [1, 2], "file is a list of 2, where an object belongs"],
    ["nothing", undefined, "file is missing, where an object belongs"],
    ["a missing field", { ...good, name: undefined }, "file.name is missing, where a text belongs"],
    ["a field more", { ...good, x: 1 }, 'file has an unknown field "x"'],
    ["a fraction", { ...good, age: 1.5 }, "file.age is 1.5, where a whole number ≥ 0 belongs"],
    ["below 0", { ...good, age: -1 }, "file.age is -1, where a whole number ≥ 0 belongs"],
    ["too large", { ...good, age: 2 ** 53 }, "file.age is 9007199254740992, where a whole"],
    ["out of range", { ...good, share: 1.1 }, "file.share is 1.1, where a number from 0 to 1"],
    ["a text as number", { ...good, share: "1" }, 'file.share is "1", where a number belongs'],
    ["an infinity", { ...good, scores: { a: Infinity } }, "file.scores.a is Infinity, where a num"],
    [
      "an unknown choice",
      { ...good, pets: ["cat", "cow"] },
      'file.pets[1] is "cow", where "cat" or "dog"',
    ],
    ["no list", { ...good, pets: { 0: "cat" } }, "file.pets is an object, where a list belongs"],
  ])("refuse %s, and say where", (_, value, message) => {
    expect(() => person(value, "file")).toThrow(RangeError);
    expect(() => person(value, "file")).toThrow(message);
  });

  it("read true and false", () => {
    expect([true, false].map((value) => json.boolean(value, "file"))).toEqual([true, false]);
    expect(() => json.boolean(0, "file")).toThrow("file is 0, where true or false belongs");
  });

  it("read an object by its type", () => {
    const shape = json.oneOfTypes<{ type: string }>({
      circle: json.object({ type: json.string, radius: json.number }),
      square: json.object({ type: json.string, side: json.number }),
    });
    expect(shape({ type: "square", side: 2 }, "file")).toEqual({ type: "square", side: 2 });
    for (const [value, message] of [
      [{ type: "square", radius: 2 }, 'file has an unknown field "radius"'],
      [{ type: "cube" }, 'file.type is "cube", where "circle" or "square" belongs'],
      [{ type: "toString" }, 'file.type is "toString", where "circle" or "square" belongs'],
      [{ side: 2 }, "file.type is missing"],
      [null, "file is null, where an object belongs"],
    ] as const) {
      expect(() => shape(value, "file")).toThrow(message);
    }
  });

  it("do not take what an object inherits for a field", () => {
    const read = json.object({ toString: json.string });
    expect(() => read({}, "file")).toThrow("file.toString is missing");
  });

  it("show little of what is large or deep", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    for (const text of [deep, JSON.stringify("x".repeat(10_000)), `{"${"y".repeat(10_000)}":1}`]) {
      expect(messageOf(() => json.parseJson(text, person, "file")).length).toBeLessThan(200);
    }
  });
});

describe("parseJson", () => {
  it("names the file if it is no JSON", () => {
    expect(() => json.parseJson('{"a":', json.anything, "model.json")).toThrow(
      /^model\.json is no JSON, or only part of a file: SyntaxError/,
    );
    expect(json.parseJson("[1]", json.listOf(json.number), "model.json")).toEqual([1]);
  });
});

describe("named", () => {
  it("puts the name of a file before a message", () => {
    expect(json.named("file", () => 3)).toBe(3);
    const fail = () => {
      throw new TypeError("no number");
    };
    expect(() => json.named("file", fail)).toThrow(new RangeError("file: no number"));
  });
});

function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return String(error);
  }
  return "";
}
