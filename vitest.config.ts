import { defineConfig } from "vitest/config";

// Real services and busy machines are slow; a test that hangs still ends.
// biome-ignore lint/style/noDefaultExport: vitest asks for one
export default defineConfig({
  test: { exclude: ["**/node_modules/**", "dist/**"], testTimeout: 30_000, hookTimeout: 60_000 },
});
