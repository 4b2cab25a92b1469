FROM ruby:3
RUN ruby -rrubygems -e 'Gem.install("thing")'
