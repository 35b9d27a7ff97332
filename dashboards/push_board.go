package dashboards

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// pushMessage begins the message that Grafana keeps with each version that Push saves. What follows is the fingerprint
// of the board as it was sent: whoever saves the board after that leaves a version without it.
const pushMessage = "recaudo dashboards push "

// pushBoard puts a new board into the folder. One that is there stays in the folder that somebody moved it to.
func (p *pusher) pushBoard(ctx context.Context, d Dashboard, folderUID string) error {
	object := "dashboard " + d.UID
	wanted, err := d.JSON()
	if err != nil {
		return err
	}
	hash := sha256.Sum256(wanted)
	message := pushMessage + hex.EncodeToString(hash[:6])

	action, version := Created, 0.0
	var stored struct {
		Meta struct {
			FolderUID string `json:"folderUid"` // "" outside of folders
		} `json:"meta"`
		Board json.RawMessage `json:"dashboard"`
	}
	err = p.call(ctx, http.MethodGet, "/api/dashboards/uid/"+url.PathEscape(d.UID), nil, &stored)
	switch {
	case isStatus(err, http.StatusNotFound):
	case err != nil:
		return err
	default:
		latest := p.latestMessage(ctx, d.UID)
		same, found, err := compareBoards(stored.Board, wanted)
		switch {
		case err != nil:
			return err
		case same || latest == message:
			// The message counts, too: a newer Grafana may give a board back otherwise than it was sent.
			p.note(object, Unchanged)
			return nil
		case !strings.HasPrefix(latest, pushMessage) && !p.opts.Force:
			return ErrEdited
		}
		action, version, folderUID = Replaced, found, stored.Meta.FolderUID
	}
	if err := p.saveBoard(ctx, wanted, version, folderUID, message); err != nil {
		return err
	}
	p.note(object, action)
	return nil
}

// latestMessage is the message of the board's latest version, "" if there is none or Grafana does not tell: then what
// is stored has to be the same, or it counts as edited.
func (p *pusher) latestMessage(ctx context.Context, uid string) string {
	type versions []struct {
		Version int    `json:"version"`
		Message string `json:"message"`
	}
	var answer json.RawMessage
	if err := p.call(ctx, http.MethodGet, "/api/dashboards/uid/"+url.PathEscape(uid)+"/versions", nil, &answer); err != nil {
		return ""
	}
	var list versions // as Grafana answered before 11.3
	var page struct {
		Versions versions `json:"versions"`
	}
	if json.Unmarshal(answer, &list) != nil && json.Unmarshal(answer, &page) == nil {
		list = page.Versions
	}
	latest, message := 0, ""
	for _, version := range list {
		if version.Version > latest {
			latest, message = version.Version, version.Message
		}
	}
	return message
}

// saveBoard saves over the version that was looked at: if somebody was faster, Grafana answers 412. The SDK's own call
// knows neither messages nor the uid of a folder.
func (p *pusher) saveBoard(ctx context.Context, board []byte, version float64, folderUID, message string) error {
	var content map[string]any
	if err := json.Unmarshal(board, &content); err != nil {
		return fmt.Errorf("read board: %w", err)
	}
	content["version"] = version
	request := map[string]any{
		"dashboard": content, "folderUid": folderUID, "message": message, "overwrite": p.opts.Force,
	}
	return p.call(ctx, http.MethodPost, "/api/dashboards/db", request, nil)
}

// call asks Grafana's API as the SDK does, for what the SDK has no call for. A status other than 2xx is an *answerError.
func (p *pusher) call(ctx context.Context, method, path string, body, into any) error {
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(p.opts.URL, "/")+path, &content)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	switch {
	case p.opts.User != "":
		request.SetBasicAuth(p.opts.User, p.opts.Password)
	case p.opts.Token != "":
		request.Header.Set("Authorization", "Bearer "+p.opts.Token)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return err
	}
	if into != nil {
		err = json.NewDecoder(response.Body).Decode(into)
	}
	return errors.Join(err, response.Body.Close())
}

// compareBoards compares two boards but for the numbers that Grafana gives them itself, and returns the stored version.
func compareBoards(stored, wanted []byte) (same bool, version float64, err error) {
	var boards [2]map[string]any
	for i, content := range [][]byte{stored, wanted} {
		if err := json.Unmarshal(content, &boards[i]); err != nil {
			return false, 0, fmt.Errorf("read board: %w", err)
		}
	}
	version, _ = boards[0]["version"].(float64)
	for _, board := range boards {
		maps.DeleteFunc(board, func(key string, _ any) bool { return key == "id" || key == "version" })
	}
	return reflect.DeepEqual(boards[0], boards[1]), version, nil
}
