top_srcdir=/work/we top_builddir=/work/we; . "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
acme_begin
timeout 100 certbot certonly --agree-tos -m tom@contoso.com --standalone --http-01-address 10.0.0.7 -d a.contoso.com --non-interactive --config-dir "$T/certbot" --work-dir "$T/certbot/work" --logs-dir "$T/certbot/logs" --server "$acme_url" >/dev/null 2>&1
tail -60 "$T/certbot/logs/letsencrypt.log"
