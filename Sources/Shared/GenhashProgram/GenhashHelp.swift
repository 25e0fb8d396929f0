/// The text of `--help`.
enum GenhashHelp {
    static let text = """
        Usage: genhash -s SERVER -p PORT -u URL [OPTION...]
        Prints the digest of a web page, for `digest` in HTTP_GET and SSL_GET of keepalived.conf.

          -s, --server=SERVER         address or name of the server
          -p, --port=PORT             its port
          -u, --url=URL               the page, such as /index.html
          -S, --use-ssl               use TLS; any certificate will do
          -I, --use-sni               with -S: ask for the virtual host, or the server's name (SNI)
          -V, --use-virtualhost=HOST  the value of the field Host
          -P, --protocol=VERSION      1.0 (default), 1.0c (1.0 with 'Connection: close') or 1.1
          -t, --timeout=SECONDS       the longest wait for the server, default: forever
          -m, --fwmark=MARK           firewall mark of the packets
          -v, --verbose               dump header, page and digest
              --sha256                SHA-256 instead of MD5
              --json                  print one JSON object
              --config                print a url block for keepalived.conf
          -h, --help                  print this help

        Example: genhash -s 192.0.2.10 -p 80 -u /index.html --config

        """
}
