import { type PlatformPath, posix, win32 } from "node:path";
import { type Surroundings, variable } from "./surroundings.ts";

const SUFFIXES = [".yaml", ".yml", ".json"];

/** How paths are written where the configuration is. */
export function pathsOf({ platform }: Pick<Surroundings, "platform">): PlatformPath {
  return platform === "win32" ? win32 : posix;
}

/** The directories that may hold configuration files, the first one that has a file wins. */
export function directoriesOf(around: Surroundings): readonly string[] {
  const path = pathsOf(around);
  const below = (directory: string): string => path.join(directory, "openstack");
  const snap = variable(around, "SNAP_REAL_HOME") ?? around.home;
  const all = [
    around.cwd,
    ...platformDirectories(around),
    below(path.join(snap, ".config")),
    ...siteDirectories(around),
  ];
  return [...new Set(around.platform === "win32" ? all : [...all, "/etc/openstack"])];
}

/** Every path a file of this name may have, in the order in which they are tried. */
export function candidatesFor(directories: readonly string[], base: string): readonly string[] {
  const join = (directory: string, name: string): string =>
    (directory.includes("\\") ? win32 : posix).join(directory, name);
  return directories.flatMap((directory) => SUFFIXES.map((suffix) => join(directory, base + suffix)));
}

function platformDirectories(around: Surroundings): readonly string[] {
  const { home, platform } = around;
  if (platform === "darwin") return [posix.join(home, "Library/Application Support/openstack")];
  if (platform !== "win32")
    return [posix.join(variable(around, "XDG_CONFIG_HOME") ?? posix.join(home, ".config"), "openstack")];
  const local = variable(around, "LOCALAPPDATA") ?? win32.join(home, "AppData", "Local");
  return [win32.join(local, "OpenStack", "openstack")];
}

function siteDirectories(around: Surroundings): readonly string[] {
  if (around.platform === "darwin") return ["/Library/Application Support/openstack"];
  if (around.platform === "win32") {
    return [win32.join(variable(around, "ProgramData") ?? "C:\\ProgramData", "OpenStack", "openstack")];
  }
  const directories = (variable(around, "XDG_CONFIG_DIRS") ?? "/etc/xdg").split(":").filter((name) => name !== "");
  return directories.map((directory) => posix.join(directory, "openstack"));
}
