//go:build !linux

package recount_test

// scratch is where warehouses of a minute are written.
func scratch() string { return "" }
