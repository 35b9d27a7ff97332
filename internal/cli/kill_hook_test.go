package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// These tell a copy of the test program that plays recaudo what befalls it, and where. The program that ships has
// nothing of the kind.
const (
	// faultEnv is WHAT@N@STEP: what happens when a step of that name is reached for the nth time.
	//
	//	kill    the process kills itself, as the system does when memory runs out
	//	stop    it gets a SIGTERM, and goes on once it knows
	//	full    no file may grow any more, as on a full disk
	faultEnv = "RECAUDO_TEST_FAULT"
	// stepsEnv names a file to which every step reached is added, one a line.
	stepsEnv = "RECAUDO_TEST_STEPS"
	// userEnv is the number of a user that the process becomes, since root may write everywhere.
	userEnv = "RECAUDO_TEST_USER"
	// clockEnv is how far the process's clock goes wrong, "-72h".
	clockEnv = "RECAUDO_TEST_CLOCK"
)

// playRecaudo is main of the real program, with the faults of the environment.
func playRecaudo() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{getenv: os.Getenv, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	if err := a.addFaults(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
	os.Exit(a.run(ctx, os.Args[1:]))
}

func (a *app) addFaults(ctx context.Context) error {
	if text := os.Getenv(userEnv); text != "" {
		id, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		if err := syscall.Setuid(id); err != nil {
			return err
		}
	}
	if text := os.Getenv(clockEnv); text != "" {
		wrong, err := time.ParseDuration(text)
		if err != nil {
			return err
		}
		a.now = func() time.Time { return time.Now().Add(wrong) }
	}
	fault, log := os.Getenv(faultEnv), os.Getenv(stepsEnv)
	if fault == "" && log == "" {
		return nil
	}
	parts := strings.SplitN(fault+"@@", "@", 3)
	step := strings.TrimSuffix(parts[2], "@@")
	nth, _ := strconv.Atoi(parts[1])
	var mutex sync.Mutex
	a.reached = func(reached string) {
		mutex.Lock()
		defer mutex.Unlock()
		if log != "" {
			file, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err == nil {
				fmt.Fprintln(file, reached)
				_ = file.Close()
			}
		}
		if reached != step {
			return
		}
		if nth--; nth == 0 {
			befall(ctx, parts[0])
		}
	}
	return nil
}

func befall(ctx context.Context, fault string) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		switch fault {
		case "kill":
			err = self.Kill()
			time.Sleep(time.Minute) // until it takes effect
		case "stop":
			if err = self.Signal(syscall.SIGTERM); err == nil {
				<-ctx.Done()
			}
		case "full":
			// Every file that is written is larger.
			err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: 4096})
		default:
			err = fmt.Errorf("nothing known as %q to befall", fault)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
}
