/** What is told once. */

/** The statements of step 19. */
export const toldOnce: ReadonlyArray<string> = [
  // Of a callback that waits for what one of its events names: which of the others were told.
  "ALTER TABLE callback ADD COLUMN told text[]"
]
