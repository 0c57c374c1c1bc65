/** The one function that the app uses; the package has no types. */
declare module 'fs-native-extensions' {
  /** False if another open file holds the lock. The kernel releases it when the file is closed or the process dies. */
  export function tryLock(fileDescriptor: number): boolean;
}
