/** The part that is used of a package without types. */
declare module 'fs-native-extensions' {
  /** False when another open file holds the lock. The kernel lets go of it when the file is closed or the process dies. */
  export function tryLock(fileDescriptor: number): boolean;
}
