/** The words of Linux' errors, as strerror gives them. */
import type { Errno } from '../../contract/kernel.ts';

const TEXT: Readonly<Record<Errno, string>> = {
  EPERM: 'Operation not permitted', ENOENT: 'No such file or directory', ESRCH: 'No such process', EINTR: 'Interrupted system call',
  EIO: 'Input/output error', ENOEXEC: 'Exec format error', EBADF: 'Bad file descriptor', ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable', ENOMEM: 'Cannot allocate memory', EACCES: 'Permission denied', EBUSY: 'Device or resource busy',
  EEXIST: 'File exists', EXDEV: 'Invalid cross-device link', ENOTDIR: 'Not a directory', EISDIR: 'Is a directory', EINVAL: 'Invalid argument',
  ENOTTY: 'Inappropriate ioctl for device', EFBIG: 'File too large', ENOSPC: 'No space left on device', EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe', ENAMETOOLONG: 'File name too long', ENOTEMPTY: 'Directory not empty', ELOOP: 'Too many levels of symbolic links',
  EADDRINUSE: 'Address already in use', EADDRNOTAVAIL: 'Cannot assign requested address', ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer', ETIMEDOUT: 'Connection timed out', EHOSTUNREACH: 'No route to host', ESPIPE: 'Illegal seek',
};
export const strerror = (error: Errno): string => TEXT[error];
export const isErrno = (value: unknown): value is Errno => typeof value === 'string';
