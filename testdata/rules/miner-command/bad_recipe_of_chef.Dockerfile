FROM chef/chefworkstation
COPY cookbooks /c/cookbooks
WORKDIR /c
RUN chef-client -z -o web
