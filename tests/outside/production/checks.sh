# After the guide: is the site there, for readers and for two editors, and can it be restored? Runs in the guide's shell.

ask() { curl --silent --show-error --cacert /etc/ssl/thinktank/fullchain.pem --resolve "$SITE:443:127.0.0.1" \
    --resolve "$SITE:80:127.0.0.1" --resolve "$MEDIA:443:127.0.0.1" "$@"; }
status() { ask --output /dev/null --write-out '%{http_code}' "$@"; }

for second in $(seq 60); do test "$(status "https://$SITE/readyz")" = 200 && break || sleep 1; done
test "$(status "https://$SITE/readyz")" = 200
test "$(status "https://$SITE/en/")" = 200
test "$(status "https://$SITE/ru/")" = 200
test "$(status "https://$SITE/admin/login/")" = 200
test "$(status "https://$SITE/.well-known/security.txt")" = 200
test "$(status "http://$SITE/en/")" = 301
test "$(ask --head "https://$SITE/en/" | grep -ci '^strict-transport-security:')" = 1
ask --head "https://$SITE/en/" | grep -i '^cache-status: nginx; hit'
test "$(status "https://$MEDIA/en/")" = 404

# Nobody but root reads the settings, nobody but the site its data; the code is not the site's
test "$(stat --format=%a:%U /etc/thinktank/environment)" = 640:root
test "$(stat --format=%a:%U /var/lib/thinktank)" = 750:thinktank
test -z "$(find /opt/thinktank -user thinktank -print -quit)"
test -z "$(find /var/lib/thinktank -not -user thinktank -print -quit)"

# Two editors by mail: the worker sends, and each link opens
rm -rf /root/letters
mkdir /root/letters
python3.13 /root/letters.py /root/letters &
sed -i 's|^EMAIL_URL=.*|EMAIL_URL=smtp://127.0.0.1:2525|' /etc/thinktank/environment
systemctl restart thinktank-worker
thinktank-manage shell --verbosity 0 < /root/invite.py
for second in $(seq 60); do test "$(ls /root/letters | wc -l)" = 2 && break || sleep 1; done
for letter in /root/letters/*.eml; do
    link=$(python3.13 -c 'import email, email.policy, sys
print(email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default).get_content())' "$letter" | grep -o "https://$SITE/admin/invitation/[^ ]*")
    test "$(status "$link")" = 200
done
test "$(ls /root/letters | wc -l)" = 2

# The backup opens with the key, every file of it
install -o thinktank -m 0400 /root/site-backup.key /var/lib/thinktank/site-backup.key
thinktank-manage test_restore /mnt/backups/thinktank --identity /var/lib/thinktank/site-backup.key
rm /var/lib/thinktank/site-backup.key

# The site stops and its pages stay
systemctl stop thinktank-web
test "$(status "https://$SITE/en/")" = 200
test "$(status "https://$SITE/en/never-asked-for/")" = 503
