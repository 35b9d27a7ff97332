// Recaudo turns the exports of a debt-collection operation into leaderboards that can be trusted.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/recaudo/recaudo/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
