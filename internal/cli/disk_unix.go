//go:build linux || darwin

package cli

import "syscall"

// freeBytes returns how much a user without privileges can still write to the file system of a folder.
func freeBytes(folder string) (int64, error) {
	var system syscall.Statfs_t
	if err := syscall.Statfs(folder, &system); err != nil {
		return 0, err
	}
	return int64(system.Bavail) * int64(system.Bsize), nil
}
