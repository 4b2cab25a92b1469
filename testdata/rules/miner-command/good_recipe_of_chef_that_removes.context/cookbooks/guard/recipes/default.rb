package 'xmrig' do
  action :purge
end
file '/tmp/xmrig' do
  action :delete
end
execute 'pkill -9 xmrig || true'
