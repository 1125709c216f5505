import { defineConfig } from "vitest/config";

// Real services and busy machines are slow; a test that hangs still ends. Files share a worker's modules, which saves a
// third of the time, and all cores work, since many tests wait for processes and clocks.
// biome-ignore lint/style/noDefaultExport: vitest asks for one
export default defineConfig({
  test: {
    exclude: ["**/node_modules/**", "dist/**"],
    // Examples and programs import the package by its name, which means its joined files; commands run compiled.
    globalSetup: "codegen/bundle-and-assets.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    isolate: false,
    maxWorkers: "100%",
    coverage: {
      include: ["src/**"],
      exclude: ["dist/**"],
      reporter: ["text-summary"],
      thresholds: { "src/auth/**": { branches: 95 }, "src/config/**": { branches: 95 } },
    },
  },
});
