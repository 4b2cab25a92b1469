# Cases for run.sh: Anchore policies in the image of the gate, and on the image that was built.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# anchore_image TAG: minestop with the Anchore policy on standard input.
anchore_image() {
  mkdir -p "$folder/anchore-policy"
  cat >"$folder/anchore-policy/anchore.json"
  printf 'FROM localhost:5000/minestop:1\nCOPY anchore.json /etc/minestop/\n' >"$folder/anchore-policy/Dockerfile"
  lab sh -c 'docker build -q -t "localhost:5000/minestop:$1" /lab/anchore-policy && docker push -q "localhost:5000/minestop:$1"' \
    sh "$1" >"$log" 2>&1 || broken "the image with the Anchore policy $1 is built"
}

# An Anchore policy in the image judges as it does in the linter.
anchore_cases() {
  mkdir -p "$folder/anchore"
  anchore_image anchore <examples/anchore/policy-v1.json
  cp -r examples/anchore/home "$folder/anchore/"
  dockerfile anchore anchore <examples/anchore/Dockerfile
  build anchore
  stops 'the example of an Anchore policy' "'FROM' check 'not_in'" 'apt-get' 'https?|s?ftp' "'USER' check '='" "'WORKDIR' check '='" \
    "'ENTRYPOINT' check '='" 'User monero found as effective user' '13 | >>> ENTRYPOINT'

  # What is copied, and the lists of images, where the base is one that the policy trusts.
  sed 's|debian:12,|localhost:5000/base:1,|' examples/anchore/policy-v2.json | anchore_image anchore-base
  dockerfile anchore anchore-base <<'END'
FROM localhost:5000/base:1
COPY home /home
END
  build anchore
  stops 'a file that an Anchore policy names' 'regexp=.*/xmrig$' 'specified_mode=0o755' '3 | >>> COPY'
  dockerfile anchore anchore-base <<'END'
FROM example/monero-miner
END
  build anchore
  stops 'a base on the list of denied images' 'is denied as `docker.io/example/monero-miner:*`'
  dockerfile anchore anchore-base <<'END'
FROM localhost:5000/base:1
RUN echo fine
END
  build anchore
  builds 'a Dockerfile that an Anchore policy has nothing against'

  # The same image made without the gate and without a network.
  { printf 'FROM localhost:5000/base:1\nRUN echo apt-get install wget\nRUN echo wget https://downloads.example.invalid/x\n'; sed -n '/^COPY/,$p' examples/anchore/Dockerfile; } >"$folder/anchore/built"
  lab sh -c 'cd /lab/anchore; docker build -q -t shop/web:1 -f built . && docker save -o image.tar shop/web:1' \
    >"$log" 2>&1 || broken 'the image of the example is built'
  status=0
  "$binary" scan --policy examples/anchore/policy-v1.json --format short "$folder/anchore/image.tar" >"$log" 2>&1 || status=$?
  found=yes
  for text in 'apt-get' 'https?|s?ftp' 'User monero found as effective user' "'USER' check '='" "'WORKDIR' check '='" "'ENTRYPOINT' check '='" 'regexp=.*/xmrig$' 'specified_mode=0o755'; do
    says "$text" || { broken "the finished image: no '$text'"; found=no; }
  done
  if [ "$status" -eq 1 ] && [ "$found" = yes ]; then passed 'the finished image under an Anchore policy'; fi

  # What only the finished file system says.
  anchore_image accounts <<'END'
{"id": "a", "name": "accounts", "version": "1_0", "whitelists": [],
 "policies": [{"id": "p", "name": "p", "version": "1_0", "rules": [
   {"id": "1", "gate": "passwd_file", "trigger": "blacklist_usernames", "action": "STOP",
    "params": [{"name": "user_names", "value": "monero"}]},
   {"id": "2", "gate": "packages", "trigger": "blacklist", "action": "STOP", "params": [{"name": "name", "value": "curl"}]},
   {"id": "3", "gate": "packages", "trigger": "blacklist", "action": "STOP", "params": [{"name": "name", "value": "acme-web"}]},
   {"id": "4", "gate": "metadata", "trigger": "attribute", "action": "STOP",
    "params": [{"name": "attribute", "value": "size"}, {"name": "check", "value": ">"}, {"name": "value", "value": "20mb"}]}]}],
 "mappings": [{"id": "m", "name": "all", "registry": "*", "repository": "*", "image": {"type": "tag", "value": "*"},
               "policy_ids": ["p"], "whitelist_ids": []}]}
END
  mkdir -p "$folder/accounts"
  cp testdata/rpm/rpmdb.sqlite "$folder/accounts/"
  dockerfile accounts accounts <<'END'
FROM localhost:5000/base:1
COPY rpmdb.sqlite /usr/lib/sysimage/rpm/
RUN mkdir -p /etc /var/lib/dpkg && echo 'monero:x:1000:1000::/:/bin/sh' >>/etc/passwd
RUN printf 'Package: curl\nStatus: install ok installed\nVersion: 1\n' >/var/lib/dpkg/status
RUN head -c 30000000 /dev/zero >/large
END
  build accounts
  stops 'accounts, packages and the size of the result' "Blacklisted user 'monero' found" 'Package is blacklisted: curl' \
    'Package is blacklisted: acme-web' "attribute: 'size' check: '>' check_value: '20971520'"
  dockerfile accounts accounts <<'END'
FROM localhost:5000/base:1
RUN mkdir -p /etc && echo 'web:x:1000:1000::/:/bin/sh' >>/etc/passwd
END
  build accounts
  builds 'accounts, packages and a size that no policy minds'
}
