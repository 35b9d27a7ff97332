package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// browser is a Chromium without a window that is spoken to over the DevTools protocol, on pipes: no port, no library.
// https://chromedevtools.github.io/devtools-protocol/
type browser struct {
	command *exec.Cmd
	profile string
	write   io.WriteCloser
	session string

	mutex    sync.Mutex
	last     int
	waiting  map[int]chan message
	handlers map[string]func(json.RawMessage) // by event; must not wait for answers
	ended    error
}

// message is an answer, or an event.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// openBrowser starts Chromium with one empty page.
func openBrowser(ctx context.Context, program string) (_ *browser, err error) {
	profile, err := os.MkdirTemp("", "checkpage")
	if err != nil {
		return nil, err
	}
	b := &browser{profile: profile, waiting: make(map[int]chan message), handlers: make(map[string]func(json.RawMessage))}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answers, theirAnswers, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b.write = ours
	b.command = exec.CommandContext(ctx, program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage", "--lang=en", "--user-data-dir="+profile)
	b.command.ExtraFiles = []*os.File{theirs, theirAnswers} // 3 and 4, as the flag wants them
	if err := b.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	if err := errors.Join(theirs.Close(), theirAnswers.Close()); err != nil {
		return nil, err
	}
	go b.listen(answers)
	var target struct{ TargetID string }
	if err := b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return nil, err
	}
	var attached struct{ SessionID string }
	err = b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	if err != nil {
		return nil, err
	}
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		if err := b.call(domain+".enable", nil, nil); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *browser) close() error {
	if b.command == nil || b.command.Process == nil {
		return os.RemoveAll(b.profile)
	}
	_ = b.call("Browser.close", nil, nil) // it may close the pipe before it answers
	err := b.write.Close()
	_ = b.command.Wait()
	return errors.Join(err, os.RemoveAll(b.profile))
}

// listen hands out answers and events until the browser ends.
func (b *browser) listen(from io.ReadCloser) {
	defer from.Close()
	reader := bufio.NewReader(from)
	for {
		line, err := reader.ReadBytes(0)
		if err != nil {
			b.mutex.Lock()
			b.ended = errors.New("the browser has ended")
			for _, answer := range b.waiting {
				close(answer)
			}
			b.waiting = nil
			b.mutex.Unlock()
			return
		}
		var got message
		if err := json.Unmarshal(line[:len(line)-1], &got); err != nil {
			continue
		}
		b.mutex.Lock()
		answer, handler := b.waiting[got.ID], b.handlers[got.Method]
		delete(b.waiting, got.ID)
		b.mutex.Unlock()
		if answer != nil {
			answer <- got
		}
		if handler != nil {
			handler(got.Params)
		}
	}
}

// on calls handler for each event of the name.
func (b *browser) on(event string, handler func(json.RawMessage)) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.handlers[event] = handler
}

// send sends a command and returns where its answer comes.
func (b *browser) send(method string, params any) (<-chan message, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.ended != nil {
		return nil, b.ended
	}
	b.last++
	command := map[string]any{"id": b.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		return nil, err
	}
	answer := make(chan message, 1)
	b.waiting[b.last] = answer
	if _, err := b.write.Write(append(text, 0)); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	return answer, nil
}

// call sends a command and waits for its answer.
func (b *browser) call(method string, params, result any) error {
	answer, err := b.send(method, params)
	if err != nil {
		return err
	}
	select {
	case got, open := <-answer:
		if !open {
			return fmt.Errorf("%s: the browser has ended", method)
		}
		if got.Error != nil {
			return fmt.Errorf("%s: %s", method, got.Error.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(got.Result, result)
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s: no answer in 30 s", method)
	}
}

// evaluate runs an expression in the page, waits for its promise if it is one, and reads its value.
func (b *browser) evaluate(expression string, value any) error {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := b.call("Runtime.evaluate", map[string]any{
		"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true,
	}, &answer)
	if err != nil {
		return err
	}
	if fault := answer.ExceptionDetails; fault != nil {
		return fmt.Errorf("%s: %s %s", expression, fault.Text, fault.Exception.Description)
	}
	if value == nil || len(answer.Result.Value) == 0 {
		return nil
	}
	return json.Unmarshal(answer.Result.Value, value)
}

// await waits until a condition holds in the page.
func (b *browser) await(condition string) error {
	var err error
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		var holds bool
		// While one page goes and the next comes there is nowhere to evaluate.
		if err = b.evaluate("Boolean("+condition+")", &holds); err == nil && holds {
			return nil
		}
	}
	return errors.Join(fmt.Errorf("not within 10 s: %s", condition), err)
}

// open goes to an address and waits until it is drawn.
func (b *browser) open(address string) error {
	if err := b.call("Page.navigate", map[string]any{"url": address}, nil); err != nil {
		return err
	}
	return b.await("document.readyState === 'complete' && location.href === " + quote(address) +
		" && document.querySelector('main')")
}

// press strikes a key.
func (b *browser) press(key string, code int) error {
	text := ""
	if key == "Enter" {
		text = "\r"
	}
	for _, kind := range []string{"keyDown", "keyUp"} {
		event := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if kind == "keyDown" && text != "" {
			event["text"] = text
		}
		if err := b.call("Input.dispatchKeyEvent", event, nil); err != nil {
			return err
		}
	}
	return nil
}

// click clicks in the middle of an element, as a mouse does.
func (b *browser) click(selector string) error {
	var at struct{ X, Y float64 }
	err := b.evaluate(`(() => {
		const element = document.querySelector(`+quote(selector)+`);
		element.scrollIntoView({ block: 'center' });
		const box = element.getBoundingClientRect();
		return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	})()`, &at)
	if err != nil {
		return err
	}
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		err := b.call("Input.dispatchMouseEvent", map[string]any{
			"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1,
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// size sets the size of the window; theme is light or dark, media is screen or print.
func (b *browser) size(width, height int, theme, media string) error {
	err := b.call("Emulation.setDeviceMetricsOverride", map[string]any{
		"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
	}, nil)
	if err != nil {
		return err
	}
	return b.call("Emulation.setEmulatedMedia", map[string]any{
		"media": media, "features": []map[string]string{{"name": "prefers-color-scheme", "value": theme}},
	}, nil)
}

// picture writes what the window shows; everything down to the end of the page if it is whole.
func (b *browser) picture(folder, name string, isWhole bool) error {
	if folder == "" {
		return nil
	}
	var answer struct{ Data string }
	err := b.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": isWhole}, &answer)
	if err != nil {
		return err
	}
	content, err := base64.StdEncoding.DecodeString(answer.Data)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+".png"), content, 0o644)
}

func quote(text string) string {
	quoted, _ := json.Marshal(text) // of a string, it can't fail
	return string(quoted)
}
