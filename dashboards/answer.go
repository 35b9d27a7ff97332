package dashboards

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// answerError is an answer of Grafana other than 2xx.
type answerError struct {
	Status  int
	Message string // Grafana's own words, or the beginning of what else answered
}

// Error says what Grafana answered and what can be done about it.
func (e *answerError) Error() string {
	text := fmt.Sprintf("grafana answered %d: %s", e.Status, e.Message)
	switch e.Status {
	case http.StatusBadRequest:
		return text + " (a board or data source from a provisioning file cannot be saved over: change the file, or " +
			"remove it from provisioning)"
	case http.StatusUnauthorized:
		return text + " (check the token, or the user and password)"
	case http.StatusForbidden:
		return text + " (the account needs the right to create folders, data sources and dashboards)"
	case http.StatusNotFound:
		return text + " (check the URL: it is the address at which a browser opens Grafana, with the path below the host)"
	case http.StatusPreconditionFailed:
		return text + " (somebody saved this board in the meantime, or one of this title is in the folder: look at it, " +
			"then push with --force)"
	}
	return text
}

// isStatus is true when err is an answer of that HTTP status.
func isStatus(err error, status int) bool {
	answer, isAnswer := errors.AsType[*answerError](err)
	return isAnswer && answer.Status == status
}

// answerTransport turns every answer other than 2xx into an error. The SDK mentions the status only in a text, loses
// it when the body is no JSON, as that of a proxy, and panics on an error without a message.
type answerTransport struct {
	next http.RoundTripper // nil is http.DefaultTransport
}

// maxMessageBytes is how much of an answer that is no JSON goes into an error.
const maxMessageBytes = 300

// RoundTrip sends the request; the error for another status is an *answerError.
func (t answerTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	response, err := next.RoundTrip(request)
	if err != nil || response.StatusCode/100 == 2 {
		return response, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("read grafana's answer: %w", err)
	}
	var answer struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Message == "" {
		answer.Message = string(body[:min(len(body), maxMessageBytes)])
	}
	return nil, &answerError{Status: response.StatusCode, Message: answer.Message}
}
