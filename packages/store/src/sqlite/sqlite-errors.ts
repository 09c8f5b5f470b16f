import { StoreUnavailableError } from '@paymux/orchestration';

/** What keeps a database from being used, and is no mistake in a statement. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'another process has been writing for too long',
  SQLITE_LOCKED: 'another connection has been writing for too long',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'it cannot be written to',
  SQLITE_IOERR: 'the disk does not work',
  SQLITE_CANTOPEN: 'its file cannot be opened',
  SQLITE_CORRUPT: 'its file is damaged',
  SQLITE_NOTADB: 'its file is no database',
  SQLITE_NOMEM: 'there is no memory left',
  SQLITE_PERM: 'access to its file is not permitted',
};

/** The error as the port knows it; anything that is not about the database itself stays as it is. */
export function toSqliteError(error: unknown): unknown {
  const reason = UNAVAILABLE[primaryCode(error)];
  if (reason === undefined) return error;
  return new StoreUnavailableError(`The embedded store is not available: ${reason}.`, { cause: error });
}

/** What keeps a folder or a file from being made, by the operating system's code. */
const UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: 'its folder cannot be written to',
  EPERM: 'its folder cannot be written to',
  EROFS: 'its folder can only be read',
  EEXIST: 'there is a file where its folder should be',
  ENOTDIR: 'there is a file where its folder should be',
  EISDIR: 'there is a folder where its file should be',
  ENOSPC: 'the disk is full',
};

/** The error of the file system as the port knows it; any other stays as it is. */
export function toFileError(error: unknown): unknown {
  const code = codeOf(error);
  const reason = UNUSABLE[code];
  if (reason === undefined) return error;
  return new StoreUnavailableError(`The embedded store is not available: ${reason} (${code}).`, { cause: error });
}

/** Whether somebody else has the lock for now. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}

export function sqliteViolation(error: unknown): 'unique' | 'foreign_key' | undefined {
  switch (codeOf(error)) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
      return 'unique';
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return 'foreign_key';
    default:
      return undefined;
  }
}

/** `SQLITE_IOERR_WRITE` is a kind of `SQLITE_IOERR`. */
function primaryCode(error: unknown): string {
  return codeOf(error).split('_').slice(0, 2).join('_');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
