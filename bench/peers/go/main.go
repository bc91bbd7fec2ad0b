// FotoGal's `like` as Go would have it: the same requests as the Flask one (bench/peers/flask/app.py), signed one by one as Oracle's SDK
// signs them, with nothing but Go's own library. fdk-go serves functions by net/http, too; here it listens on 127.0.0.1.
// Environment: what `fotogal up` gives its functions (run.json). Usage: like PORT
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	table      = "fotogal_ntable_"
	remembered = time.Minute // as the gateway remembers what the authorizer said
	of         = "DECLARE $a LONG; $i LONG; $u LONG; "
	this       = " FROM " + table + "reactions r WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u"
)

var (
	endpoint    = os.Getenv("FOTOGAL_NOSQL_ENDPOINT")
	compartment = os.Getenv("FOTOGAL_COMPARTMENT_ID")
	key         *rsa.PrivateKey
	sessions    sync.Map // id of a session -> known
)

type known struct {
	user  int64
	until time.Time
}

type row map[string]any

func number(value any) int64 {
	whole, _ := value.(json.Number).Int64()
	return whole
}

func loadKey() error {
	text, err := os.ReadFile(os.Getenv("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("no PEM")
	}
	if parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		key = parsed.(*rsa.PrivateKey)
		return nil
	}
	key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	return err
}

func sign(request *http.Request, body []byte) error {
	token, err := os.ReadFile(os.Getenv("OCI_RESOURCE_PRINCIPAL_RPST"))
	if err != nil {
		return err
	}
	headers := [][2]string{
		{"date", time.Now().UTC().Format(http.TimeFormat)},
		{"(request-target)", strings.ToLower(request.Method) + " " + request.URL.RequestURI()},
		{"host", request.URL.Host},
	}
	if request.Method == "POST" || request.Method == "PUT" {
		sum := sha256.Sum256(body)
		headers = append(headers, [2]string{"content-length", strconv.Itoa(len(body))}, [2]string{"content-type", "application/json"},
			[2]string{"x-content-sha256", base64.StdEncoding.EncodeToString(sum[:])})
	}
	var names, lines []string
	for _, header := range headers {
		names = append(names, header[0])
		lines = append(lines, header[0]+": "+header[1])
		if header[0] != "(request-target)" && header[0] != "host" && header[0] != "content-length" {
			request.Header.Set(header[0], header[1])
		}
	}
	digest := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return err
	}
	request.Header.Set("authorization", fmt.Sprintf(`Signature version="1",headers="%s",keyId="ST$%s",algorithm="rsa-sha256",signature="%s"`,
		strings.Join(names, " "), strings.TrimSpace(string(token)), base64.StdEncoding.EncodeToString(signature)))
	return nil
}

func send(method, address string, body []byte, into any) error {
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if err = sign(request, body); err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, address, answer.Status)
	}
	if into == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	decoder := json.NewDecoder(answer.Body)
	decoder.UseNumber()
	return decoder.Decode(into)
}

func find(of string, keys ...string) (row, error) {
	address := endpoint + "/20190828/tables/" + table + of + "/rows?compartmentId=" + url.QueryEscape(compartment)
	for _, one := range keys {
		address += "&key=" + one
	}
	var answer struct{ Value row }
	err := send("GET", address, nil, &answer)
	return answer.Value, err
}

func put(of string, value row) error {
	body, err := json.Marshal(row{"compartmentId": compartment, "value": value})
	if err != nil {
		return err
	}
	return send("PUT", endpoint+"/20190828/tables/"+table+of+"/rows", body, nil)
}

func query(statement string, variables row) ([]row, error) {
	body, err := json.Marshal(row{"compartmentId": compartment, "statement": statement, "variables": variables})
	if err != nil {
		return nil, err
	}
	var answer struct{ Items []row }
	err = send("POST", endpoint+"/20190828/query", body, &answer)
	return answer.Items, err
}

func caller(request *http.Request) (int64, error) {
	sum := sha256.Sum256([]byte(strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer ")))
	id := base64.RawURLEncoding.EncodeToString(sum[:])
	if found, ok := sessions.Load(id); ok && found.(known).until.After(time.Now()) {
		return found.(known).user, nil
	}
	session, err := find("authsession", "random_token:"+id)
	if err != nil || session == nil || number(session["expire_ts"]) < time.Now().UnixMilli() {
		return 0, errors.New("no session")
	}
	user := number(session["user_id"])
	sessions.Store(id, known{user, time.Now().Add(remembered)})
	return user, nil
}

func change(author, image, user int64, wanted bool) error {
	same := row{"$a": author, "$i": image, "$u": user}
	found, err := query(of+"SELECT r.reaction"+this, same)
	if err != nil || (len(found) > 0) == wanted {
		return err
	}
	by := 1
	now := time.Now().UnixMilli()
	if wanted {
		err = put("reactions", row{"author_id": author, "image_id": image, "user_id": user, "reaction": "like", "was": "none",
			"counted": true, "created_ts": now, "op": now << 20})
	} else {
		by = -1
		_, err = query(of+"DELETE"+this, same)
	}
	if err != nil {
		return err
	}
	_, err = query("DECLARE $a LONG; $i LONG; $by INTEGER; UPDATE "+table+"images i SET i.like_count = i.like_count + $by"+
		" WHERE i.user_id = $a AND i.id = $i", row{"$a": author, "$i": image, "$by": by})
	return err
}

func like(writer http.ResponseWriter, request *http.Request) {
	user, err := caller(request)
	if err != nil {
		http.Error(writer, "", http.StatusUnauthorized)
		return
	}
	isLike := strings.HasSuffix(request.URL.Path, "/like")
	id := strings.TrimSuffix(strings.TrimPrefix(request.URL.Path, "/v1/images/"), "/like")
	owner, rest, isPair := strings.Cut(id, "-")
	author, ownerErr := strconv.ParseInt(owner, 36, 64) // as FotoGal shows ids
	image, imageErr := strconv.ParseInt(rest, 36, 64)
	if !isLike || !isPair || ownerErr != nil || imageErr != nil {
		http.NotFound(writer, request)
		return
	}
	shown, err := find("images", fmt.Sprintf("user_id:%d", author), fmt.Sprintf("id:%d", image))
	if err == nil && shown == nil {
		http.NotFound(writer, request)
		return
	}
	wanted := request.Method == "PUT"
	if err == nil {
		err = change(author, image, user, wanted)
	}
	if err != nil {
		log.Print(err)
		http.Error(writer, "", http.StatusServiceUnavailable)
		return
	}
	writer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(writer).Encode(row{"liked": wanted})
}

func main() {
	if err := loadKey(); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/v1/images/", like)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
