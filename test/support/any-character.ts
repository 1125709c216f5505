import fc from "fast-check";

/** Any character there is. fast-check's own unit "binary" lists all of them first, which takes seconds a file. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));
